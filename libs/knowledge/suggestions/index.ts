export { SuggestionsModule } from './suggestions.module';
