import { momentParameter } from '../moment.rules';

/** The settings of a key as the words that were typed. */
export interface KeySettingOptions {
  readonly agent?: readonly string[];
  readonly network?: readonly string[];
  readonly rateClass?: string;
  readonly quota?: string;
  readonly expires?: string;
}

export interface KeyChangeOptions extends KeySettingOptions {
  readonly name?: string;
  readonly role?: string;
  readonly disable?: boolean;
  readonly enable?: boolean;
}

/** The settings in the fields of the HTTP API; what was not typed is left out. What they may hold is the server's to say. */
export function settingFields({ agent, network, rateClass, quota, expires }: KeySettingOptions): Record<string, unknown> {
  return given({
    agent_ids: listOf(agent),
    allowed_networks: listOf(network),
    rate_class: rateClass,
    quota_tokens_per_hour: quota === 'default' ? null : numberOf(quota),
    expires_at: expires === 'never' ? null : expires && momentParameter(expires),
  });
}

export function changeFields(options: KeyChangeOptions): Record<string, unknown> {
  const disabled = options.disable ? true : options.enable ? false : undefined;
  return given({ name: options.name, role: options.role, disabled, ...settingFields(options) });
}

/** A figure stays a text where it is none, so that the server can say what is wrong with it. */
export function numberOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function listOf(words: readonly string[] | undefined): readonly string[] | undefined {
  return words?.length === 1 && words[0] === 'any' ? [] : words;
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
