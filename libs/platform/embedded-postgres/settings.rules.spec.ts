import { settingsFile } from './settings.rules';

const lines = (overrides: Record<string, string> = {}): string[] => settingsFile(5433, overrides).split('\n');

describe('the settings file', () => {
  it('listens on this machine only, on the given port, without a socket file', () => {
    expect(lines()).toEqual(
      expect.arrayContaining(["listen_addresses = '127.0.0.1'", "port = '5433'", "unix_socket_directories = ''"]),
    );
  });

  it('never trades durability for speed by default', () => {
    expect(lines()).toEqual(
      expect.arrayContaining(["fsync = 'on'", "synchronous_commit = 'on'", "full_page_writes = 'on'"]),
    );
  });

  it('takes overrides in place of the defaults', () => {
    const text = lines({ shared_buffers: '1GB', 'auto_explain.log_min_duration': '1s' });
    expect(text).toEqual(expect.arrayContaining(["shared_buffers = '1GB'", "auto_explain.log_min_duration = '1s'"]));
    expect(text.filter((line) => line.startsWith('shared_buffers'))).toHaveLength(1);
  });

  it('quotes values so that none can begin another line', () => {
    expect(lines({ cluster_name: "it's \\ a\nport = 1" })).toContain("cluster_name = 'it''s \\\\ a\\nport = 1'");
  });

  it.each(['port', 'listen_addresses', 'PORT'])(
    'refuses to override %s, which the addresses handed out depend on',
    (name) => {
      expect(() => settingsFile(5433, { [name]: '1' })).toThrow(expect.objectContaining({ code: 'invalid_setting' }));
    },
  );

  it.each(['', 'a b', 'x=y', "a'"])('refuses %j as the name of a setting', (name) => {
    expect(() => settingsFile(5433, { [name]: '1' })).toThrow(expect.objectContaining({ code: 'invalid_setting' }));
  });
});
