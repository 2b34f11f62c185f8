/**
 * The rule of `spendWithin`, run by Redis in one step for all instances. KEYS are the accounts; ARGV are the tokens, the
 * length of a window in milliseconds, and the limit of each account. Answers whether it was granted, and then spent
 * tokens and milliseconds left of each account.
 */
export const SPEND_SCRIPT = `
local tokens, length = tonumber(ARGV[1]), tonumber(ARGV[2])
local granted = 1
for index, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') + tokens > tonumber(ARGV[index + 2]) then granted = 0 end
end
local answer = { granted }
for _, key in ipairs(KEYS) do
  if granted == 1 and tokens > 0 then
    redis.call('INCRBY', key, tokens)
    if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, length) end
  end
  answer[#answer + 1] = tonumber(redis.call('GET', key) or '0')
  answer[#answer + 1] = math.max(redis.call('PTTL', key), 0)
end
return answer
`;

/** The answer of the script as the rule gives it. */
export function readSpending(answer: readonly number[]): { granted: boolean; balances: { spent: number; endsInMs: number }[] } {
  const [granted, ...figures] = answer;
  const balances: { spent: number; endsInMs: number }[] = [];
  for (let at = 0; at + 1 < figures.length; at += 2) balances.push({ spent: figures[at] as number, endsInMs: figures[at + 1] as number });
  return { granted: granted === 1, balances };
}
