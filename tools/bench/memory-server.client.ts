import { createInterface } from 'node:readline';
import { type Child, neutralEnvironment, startChild } from './child.process';

interface Answer {
  readonly id?: number;
  readonly result?: { readonly isError?: boolean; readonly structuredContent?: unknown; readonly content?: unknown };
  readonly error?: { readonly message: string };
}

/** The MCP memory server in a process of its own, spoken to by its protocol: JSON-RPC 2.0, one message a line. */
export class MemoryServer {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private lastId = 0;

  private constructor(private readonly child: Child) {
    createInterface({ input: child.process.stdout ?? process.stdin }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    });
  }

  static async start(file: string): Promise<MemoryServer> {
    const program = require.resolve('@modelcontextprotocol/server-memory/dist/index.js');
    const environment = { ...neutralEnvironment(), MEMORY_FILE_PATH: file };
    const server = new MemoryServer(startChild(program, [], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] }));
    const clientInfo = { name: 'stemedb-bench', version: '1' };
    await server.request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    server.send({ method: 'notifications/initialized' });
    return server;
  }

  /** @throws Error when the server says that the tool failed */
  async call(tool: string, args: object): Promise<unknown> {
    const answer = await this.request('tools/call', { name: tool, arguments: args });
    if (answer?.isError) throw new Error(`${tool}: ${JSON.stringify(answer.content)}`);
    return answer?.structuredContent;
  }

  stop(): Promise<void> {
    return this.child.stop();
  }

  private async request(method: string, params: object): Promise<Answer['result']> {
    const id = ++this.lastId;
    const answered = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.send({ id, method, params });
    const { result, error } = await this.child.orEnd(answered);
    this.waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  private send(message: object): void {
    this.child.process.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}
