import type { ServiceName, TestSuite } from '@switchboard/testing';

/** What PostgreSQL counted of one statement. */
export interface CountedStatement {
  service: string;
  /** Its beginning, as one line. */
  text: string;
  callsPerChat: number;
  /** Time in PostgreSQL per 1,000 chats, waiting for locks and disks included. */
  secondsPer1000: number;
}

interface CountedRow {
  database: string;
  query: string;
  calls: number;
  ms: number;
}

/** Counts statements where PostgreSQL has `pg_stat_statements` loaded; undefined elsewhere. */
export class Statements {
  private constructor(private readonly suite: TestSuite) {}

  static async begin(suite: TestSuite): Promise<Statements | undefined> {
    const { identity } = suite.databases;
    try {
      await identity.query('create extension if not exists pg_stat_statements schema public');
      await identity.query('select public.pg_stat_statements_reset()');
      return new Statements(suite);
    } catch {
      return undefined;
    }
  }

  /** The `most` costly ones first; every service's others as one line at the end. */
  async end(chats: number, most = 40): Promise<CountedStatement[]> {
    const rows = await this.suite.databases.identity.query<CountedRow>(
      `select d.datname as database, regexp_replace(s.query, '\\s+', ' ', 'g') as query,
         sum(s.calls)::float8 as calls, sum(s.total_exec_time)::float8 as ms
       from public.pg_stat_statements s join pg_database d on d.oid = s.dbid
       where d.datname = any ($1::text[]) group by 1, 2 order by 4 desc`,
      [[...this.services().keys()]],
    );
    const counted = rows.map((row) => this.toCounted(row, chats));
    const rest = [...this.services().values()].map((service) => {
      const others = counted.slice(most).filter((one) => one.service === service);
      return others.reduce(
        (sum, one) => ({
          ...sum,
          callsPerChat: sum.callsPerChat + one.callsPerChat,
          secondsPer1000: sum.secondsPer1000 + one.secondsPer1000,
        }),
        { service, text: '(all others)', callsPerChat: 0, secondsPer1000: 0 },
      );
    });
    return [...counted.slice(0, most), ...rest].map((one) => ({
      ...one,
      callsPerChat: Math.round(one.callsPerChat * 1_000) / 1_000,
      secondsPer1000: Math.round(one.secondsPer1000 * 1_000) / 1_000,
    }));
  }

  private toCounted({ database, query, calls, ms }: CountedRow, chats: number): CountedStatement {
    return {
      service: this.services().get(database)!,
      text: query.trim().slice(0, 90),
      callsPerChat: calls / chats,
      secondsPer1000: ms / chats,
    };
  }

  private services(): Map<string, ServiceName> {
    const entries = Object.entries(this.suite.databases) as Array<[ServiceName, { url: string }]>;
    return new Map(entries.map(([name, { url }]) => [new URL(url).pathname.slice(1), name]));
  }
}
