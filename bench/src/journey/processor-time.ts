import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc/<pid>/stat: a second on every Linux that Node runs on has a hundred. */
const ticksPerSecond = 100;

interface Standing {
  parent: number;
  /** Of the process itself and of its children that have ended. */
  seconds: number;
}

function read(pid: number): Standing | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold blanks and brackets; everything of use stands behind its end.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { parent: Number(fields[1]), seconds: ticks / ticksPerSecond };
  } catch {
    return undefined;
  }
}

/**
 * Seconds of processor time that each program has used so far, with all it has started: PostgreSQL works in
 * its children. `programs`: process ids by name. Linux only; elsewhere the answer is empty.
 */
export function processorSeconds(programs: Readonly<Record<string, number>>): Record<string, number> {
  const standings = new Map<number, Standing>();
  for (const entry of pids()) {
    const standing = read(entry);
    if (standing) standings.set(entry, standing);
  }
  const names = new Map(Object.entries(programs).map(([name, pid]) => [pid, name]));
  const seconds: Record<string, number> = {};
  for (const [pid, standing] of standings) {
    const name = ownerOf(pid, standings, names);
    if (name) seconds[name] = (seconds[name] ?? 0) + standing.seconds;
  }
  return seconds;
}

function ownerOf(pid: number, standings: ReadonlyMap<number, Standing>, names: ReadonlyMap<number, string>) {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = standings.get(at)?.parent) {
    const name = names.get(at);
    if (name) return name;
  }
  return undefined;
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** All of the machine, idle time aside; undefined where it does not tell. */
export function machineSeconds(): number | undefined {
  try {
    const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]!
      .split(/\s+/)
      .map(Number);
    return (user! + nice! + system! + irq! + softirq!) / ticksPerSecond;
  } catch {
    return undefined;
  }
}
