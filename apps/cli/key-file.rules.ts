/** What a key file holds: the seed is the secret, the agent_id is there for people. */
export interface KeyText {
  /** 64 lower-case hex digits. */
  readonly seed: string;
  readonly agentId?: string;
}

const HEX_64 = /^[0-9a-f]{64}$/;
const LABEL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The text of a key file. */
export function formatKeyFile(agentId: string, seed: string): string {
  return `${JSON.stringify({ agent_id: agentId, seed })}\n`;
}

/** Reads the text of a key file: its JSON, or a seed alone. The fault never repeats the text. */
export function parseKeyFile(text: string): KeyText | { readonly fault: string } {
  const trimmed = text.trim();
  if (HEX_64.test(trimmed)) return { seed: trimmed };
  const content = parseObject(trimmed);
  const seed = content?.['seed'];
  const agentId = content?.['agent_id'];
  if (typeof seed !== 'string' || !HEX_64.test(seed)) return { fault: 'expected {"agent_id": …, "seed": …} with a seed of 64 lower-case hex digits' };
  if (agentId !== undefined && (typeof agentId !== 'string' || !HEX_64.test(agentId))) {
    return { fault: 'expected an agent_id of 64 lower-case hex digits' };
  }
  return { seed, agentId };
}

/** Says why a label cannot name a key file: it becomes part of a path. */
export function labelFault(label: string): string | undefined {
  return LABEL.test(label) ? undefined : 'expected 1 to 64 letters, digits, dots, - and _, with a letter or digit first';
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
