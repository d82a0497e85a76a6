import type { TestDatabase } from '@switchboard/testing';

/** How PostgreSQL ran one statement, functions' inner statements included. */
export interface Ran {
  /** The statement, or the inner statement of a function. */
  text: string;
  /** Pages looked at, whether they were in memory or not. */
  buffers: number;
  /** `Seq Scan on chat`, `Index Scan using chat_pkey on chat`, ... */
  scans: string[];
  /** Rows that it locked (by a locking clause; those it changed are not among them). */
  locked: number;
}

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  'Actual Rows'?: number;
  Plans?: Node[];
}

/** Makes PostgreSQL tell every later connection how it ran each statement. */
export async function explainEverything({ query, url }: TestDatabase): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': 0,
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_buffers': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_format': 'json',
    client_min_messages: 'log',
  };
  await query(`load 'auto_explain'`);
  for (const [setting, value] of Object.entries(settings))
    await query(`alter database ${name} set ${setting} = '${value}'`);
}

/** What a notice of auto_explain says; undefined: it is another notice. */
export function readPlan(notice: string): Ran | undefined {
  const at = notice.indexOf('plan:\n');
  if (at < 0) return undefined;
  const { 'Query Text': text, Plan: plan } = JSON.parse(notice.slice(at + 6)) as {
    'Query Text': string;
    Plan: Node;
  };
  const scans: string[] = [];
  let locked = 0;
  const visit = (node: Node) => {
    const relation = node['Relation Name'];
    const index = node['Index Name'];
    if (node['Node Type'].endsWith('Scan') && (relation || index))
      scans.push(`${node['Node Type']}${index ? ` using ${index}` : ''}${relation ? ` on ${relation}` : ''}`);
    if (node['Node Type'] === 'LockRows') locked += node['Actual Rows'] ?? 0;
    node.Plans?.forEach(visit);
  };
  visit(plan);
  return {
    text,
    scans,
    locked,
    buffers: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
  };
}
