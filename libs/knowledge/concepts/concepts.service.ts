import { Inject, Injectable } from '@nestjs/common';
import type { SourceClass } from '@stemedb/knowledge/claims';
import { CONFIG, type Config } from '@stemedb/platform/config';
import type { ConceptView } from './concept.dto';
import { parseConcept } from './concept-path.rules';
import { inferSourceClass, parseSchemeClasses } from './concepts.rules';

@Injectable()
export class ConceptsService {
  private readonly classByScheme: ReadonlyMap<string, SourceClass>;

  constructor(@Inject(CONFIG) config: Config) {
    this.classByScheme = parseSchemeClasses(config.STEMEDB_SOURCE_CLASS_BY_SCHEME);
  }

  /** @throws MalformedConcept, where the path was not validated before */
  parse(path: string): ConceptView {
    const concept = parseConcept(path);
    return { ...concept, source_class: inferSourceClass(concept.canonical, this.classByScheme) };
  }
}
