import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'stemedb:public';

/** A route that needs no API key and is not rate limited: health and metrics. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
