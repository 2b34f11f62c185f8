import { ApiProperty } from '@nestjs/swagger';
import { ListedClaimResponse } from '@stemedb/knowledge/queries';
import { SEARCHED_FIELDS } from './search-document.rules';

export class MatchResponse {
  @ApiProperty({ description: 'In UTF-16 code units of the snippet', example: 7 })
  start!: number;

  @ApiProperty({ example: 11 })
  length!: number;
}

export class CutResponse {
  @ApiProperty({ description: 'Whether text before the snippet was left out', example: false })
  before!: boolean;

  @ApiProperty({ description: 'Whether text behind the snippet was left out', example: false })
  after!: boolean;
}

export class SnippetResponse {
  @ApiProperty({ enum: SEARCHED_FIELDS, example: 'subject' })
  field!: string;

  @ApiProperty({ description: "A piece of the claim's own text, without any markup", example: 'drug://semaglutide/half_life' })
  text!: string;

  @ApiProperty({ type: CutResponse })
  cut!: CutResponse;

  @ApiProperty({ type: [MatchResponse], description: 'Where the words that were looked for stand in the text' })
  matches!: MatchResponse[];
}

export class FoundClaimResponse extends ListedClaimResponse {
  @ApiProperty({ description: 'How well it matches; comparable within one search only', example: 0.61 })
  rank!: number;

  @ApiProperty({ type: [SnippetResponse], description: 'One for each field in which a word was found' })
  snippets!: SnippetResponse[];
}

export class SearchPageResponse {
  @ApiProperty({ description: 'The moment all pages stand for', example: '2026-01-01T00:00:00.000000Z' })
  as_of!: string;

  @ApiProperty({ type: [FoundClaimResponse], description: 'Best first, then newest, then by address' })
  items!: FoundClaimResponse[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
