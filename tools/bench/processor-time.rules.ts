/** A process with the processor time that it has used, in ticks of 10 ms. */
export interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly ticks: number;
}

/** Reads `/proc/<pid>/stat` (proc(5)); undefined for anything else. The name in parentheses may hold any character. */
export function parseProcess(text: string): ProcessTime | undefined {
  const parts = /^(\d+) \((.*)\) \S (.*)$/s.exec(text);
  if (!parts) return undefined;
  const fields = (parts[3] ?? '').trim().split(' ').map(Number);
  const [parent = 0] = fields;
  return { pid: Number(parts[1]), name: parts[2] ?? '', parent, ticks: (fields[10] ?? 0) + (fields[11] ?? 0) };
}

/** The first line of `/proc/stat`: ticks of all processors since the start of the system. */
export function parseProcessors(text: string): { busy: number; stolen: number } | undefined {
  const line = /^cpu +(.*)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = line.split(' ').map(Number);
  return { busy: user + nice + system + interrupts + softInterrupts, stolen };
}

/** Servers detach themselves from whoever started them, so PostgreSQL is known by its name. */
const DETACHED = 'postgres';

/** The root and everything that it has started, directly or not, and every PostgreSQL. */
export function ownProcesses(processes: readonly ProcessTime[], root: number): ProcessTime[] {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const belongs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at !== 0; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return processes.filter(({ pid, name }) => name === DETACHED || belongs(pid));
}
