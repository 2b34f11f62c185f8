import { type Command, Option } from 'commander';
import { running } from './command.runner';
import { jsonOption, withConnection } from './connection.options';
import type { CreateKeyOptions, ListKeysOptions, RotateKeyOptions, UpdateKeyOptions } from './keys/keys.action';

const ROLES = ['read_only', 'write_agent', 'admin'];

const EXAMPLES = `
A key is shown once, when it is made. Keys that are revoked or rotated stop within two seconds on every server.

Examples:
  $ stemedb keys create nightly --role write_agent   # the key alone is on standard output
  $ stemedb keys list
  $ stemedb keys update 5f0c…2b3c --network 10.0.0.0/8 --expires 2027-01-01
  $ stemedb keys rotate 5f0c…2b3c --grace 86400      # the old key works for another day
  $ stemedb keys revoke 5f0c…2b3c`;

const repeated = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** What can be chosen of a key. */
const settings = () => [
  new Option('--agent <id>', 'agent that it may sign for; repeat it for several; any permits all').argParser(repeated),
  new Option('--network <cidr>', 'network that it may be used from; repeat it for several; any permits all').argParser(repeated),
  new Option('--rate-class <name>', 'class of rate limits that it is counted in'),
  new Option('--quota <tokens>', 'tokens an hour; 0 is no limit, default is that of everybody'),
  new Option('--expires <moment>', 'when it ends by itself: a date, RFC 3339 or Unix seconds; never takes that back'),
];

const idempotencyKey = () => new Option('--idempotency-key <text>', 'name of this request: sent again, it gives the same key');

const action = () => import('./keys/keys.action.js');

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('make, list, change and end API keys').addHelpText('after', EXAMPLES);
  addMaking(keys);
  addReading(keys);
  addEnding(keys);
}

function addMaking(keys: Command): void {
  const create = keys.command('create').description('make a key, and print it this once').argument('<name>', 'what it is for');
  create.addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory());
  create.addOption(new Option('--everywhere', 'a key of all namespaces, for admins'));
  for (const option of [...settings(), idempotencyKey()]) create.addOption(option);
  withConnection(create)
    .addOption(jsonOption())
    .action(running<CreateKeyOptions>(async (output, options, name = '') => (await action()).createKey(output, options, name)));

  const update = keys.command('update').description('change a key, or put it out of use and back').argument('<id>', 'id of the key');
  const changes = [
    new Option('--name <name>', 'what it is for'),
    new Option('--role <role>', 'what it may do').choices(ROLES),
    ...settings(),
    new Option('--disable', 'put it out of use'),
    new Option('--enable', 'take it back into use').conflicts('disable'),
  ];
  for (const option of changes) update.addOption(option);
  withConnection(update)
    .addOption(jsonOption())
    .action(running<UpdateKeyOptions>(async (output, options, id = '') => (await action()).updateKey(output, options, id)));
}

function addReading(keys: Command): void {
  const list = keys.command('list').description('list the keys, newest first');
  const options = [
    new Option('--role <role>', 'only keys of this role').choices(ROLES),
    new Option('--everywhere', 'only keys of all namespaces'),
    new Option('--limit <number>', 'most keys of a page'),
    new Option('--cursor <cursor>', 'go on where the last page ended'),
  ];
  for (const option of options) list.addOption(option);
  withConnection(list)
    .addOption(jsonOption())
    .action(running<ListKeysOptions>(async (output, given) => (await action()).listKeys(output, given)));

  const show = keys.command('show').description('show one key, and why it is refused where it is').argument('<id>', 'id of the key');
  withConnection(show)
    .addOption(jsonOption())
    .action(running<ListKeysOptions>(async (output, given, id = '') => (await action()).showKey(output, given, id)));
}

function addEnding(keys: Command): void {
  const revoke = keys.command('revoke').description('revoke a key for good').argument('<id>', 'id of the key');
  withConnection(revoke)
    .addOption(jsonOption())
    .action(running<ListKeysOptions>(async (output, given, id = '') => (await action()).revokeKey(output, given, id)));

  const rotate = keys.command('rotate').description('replace a key, and print the new one this once').argument('<id>', 'id of the key');
  rotate.addOption(new Option('--grace <seconds>', 'how long the old key still works; 0 ends it at once (default: an hour)'));
  rotate.addOption(idempotencyKey());
  withConnection(rotate)
    .addOption(jsonOption())
    .action(running<RotateKeyOptions>(async (output, given, id = '') => (await action()).rotateKey(output, given, id)));
}
