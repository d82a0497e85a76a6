import type pg from 'pg';

/** What PostgreSQL says of a statement that it has parsed and not run. */
export interface Described {
  /** How many parameters it takes. */
  parameters: number;
  /** The columns it answers; empty for a statement that answers no rows. */
  columns: ReadonlyArray<{ name: string; type: number }>;
}

interface RowDescription {
  fields: Array<{ name: string; dataTypeID: number }>;
}

/** The parts of pg's connection that it does not declare. */
interface OpenConnection {
  parse(query: { text: string }): void;
  describe(what: { type: 'S' }): void;
  sync(): void;
  once(event: string, listener: (message: never) => void): void;
  off(event: string, listener: (message: never) => void): void;
}

/** Parse and Describe of the extended protocol, in the form in which pg takes a query object that is not its own. */
class Description implements pg.Submittable {
  private readonly described: { parameters: number; columns: Described['columns'] } = {
    parameters: 0,
    columns: [],
  };
  constructor(
    private readonly text: string,
    private readonly done: (failure: Error | undefined, described: Described) => void,
  ) {}

  submit(connection: pg.Connection): void {
    const open = connection as unknown as OpenConnection;
    const takeParameters = ({ parameterCount }: { parameterCount: number }) => {
      this.described.parameters = parameterCount;
    };
    open.once('parameterDescription', takeParameters);
    open.once('readyForQuery', () => open.off('parameterDescription', takeParameters));
    open.parse({ text: this.text });
    open.describe({ type: 'S' });
    open.sync();
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.described.columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  }

  /** Nothing else of this query is handed over after it. */
  handleError(error: Error): void {
    this.done(error, this.described);
  }

  handleReadyForQuery(): void {
    this.done(undefined, this.described);
  }
}

/** Parameters and columns of a statement against the tables of this connection. Throws what PostgreSQL has against it. */
export function describeStatement(client: pg.Client, text: string): Promise<Described> {
  return new Promise((resolve, reject) => {
    client.query(
      new Description(text, (failure, described) => (failure ? reject(failure) : resolve(described))),
    );
  });
}
