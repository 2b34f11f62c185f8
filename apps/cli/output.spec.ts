import { CommandFailure } from './command.failure';
import { EXIT } from './exit-code';
import { Output, type Sink } from './output';

class Recorder implements Sink {
  text = '';
  columns = 72;
  constructor(
    readonly isTTY: boolean,
    private readonly colours = true,
  ) {}
  write(text: string): void {
    this.text += text;
  }
  hasColors(): boolean {
    return this.colours;
  }
}

const speaking = (json: boolean, stdout: Recorder, stderr = new Recorder(false)) => ({ output: new Output(json, stdout, stderr), stdout, stderr });
const failure = new CommandFailure(EXIT.refused, 'No', { code: 'no', request_id: 'r1', errors: [{ path: 'a', message: 'bad' }] });

describe('output', () => {
  it('is coloured on a terminal that has colours', () => {
    const { output } = speaking(false, new Recorder(true));
    expect(output.paint('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  });

  it.each([
    ['in a pipe', new Recorder(false)],
    ['on a terminal without colours, as with NO_COLOR', new Recorder(true, false)],
  ])('is plain %s', (_case, stdout) => {
    expect(speaking(false, stdout).output.paint('red', 'x')).toBe('x');
  });

  it('knows a width on a terminal alone', () => {
    expect(speaking(false, new Recorder(true)).output.width).toBe(72);
    expect(speaking(false, new Recorder(false)).output.width).toBeUndefined();
  });

  it('keeps everything but results away from standard output', () => {
    const { output, stdout, stderr } = speaking(false, new Recorder(false));
    output.line('result');
    output.note('note');
    output.warn('careful');
    output.itemFailed('item', {});
    output.failure(failure);
    expect(stdout.text).toBe('result\n');
    expect(stderr.text).toBe('note\nwarning: careful\nitem\nerror: No\n  a: bad\n  request r1\n');
  });

  it('speaks JSON alone to programs, a line for each thing', () => {
    const { output, stdout, stderr } = speaking(true, new Recorder(false));
    output.data({ a: 1 });
    output.note('note');
    output.warn('careful');
    output.itemFailed('item', { line: 3 });
    output.failure(failure);
    expect(stdout.text).toBe('{"a":1}\n');
    expect(stderr.text.trim().split('\n').map((line) => JSON.parse(line) as object)).toEqual([
      { warning: 'careful' },
      { line: 3 },
      { error: { message: 'No', code: 'no', request_id: 'r1', errors: [{ path: 'a', message: 'bad' }] } },
    ]);
  });

  it('lets no text of a server steer the terminal', () => {
    const { output, stderr } = speaking(false, new Recorder(false));
    output.failure(new CommandFailure(EXIT.refused, 'evil \u001b[2J'));
    output.itemFailed('evil \u001b[2J', {});
    expect(stderr.text).not.toContain('\u001b');
  });
});
