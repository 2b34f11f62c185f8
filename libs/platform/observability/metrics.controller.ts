import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import { Public } from './public.decorator';

@ApiTags('health')
@Public()
@Controller()
export class MetricsController extends PrometheusController {
  constructor(@Inject(CONFIG) private readonly config: Config) {
    super();
  }

  @Get()
  @ApiOperation({ summary: 'Metrics in the Prometheus text format; elsewhere when STEMEDB_METRICS_PORT is set' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'All metrics of this process', schema: { type: 'string' } })
  override async index(@Res({ passthrough: true }) response: unknown): Promise<string> {
    if (this.config.STEMEDB_METRICS_PORT !== 0) {
      throw new DomainError(PLATFORM_ERRORS.route_not_found, 'Metrics are served on another port');
    }
    return super.index(response);
  }
}
