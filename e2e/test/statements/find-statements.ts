import { join, relative } from 'node:path';
import ts from 'typescript';
import { ConstantReader, textOf } from './constant-reader.js';
import { rowProperties, type RowProperty } from './row-type.js';

/** A place in the code that runs SQL, or names a statement. */
export interface FoundStatement {
  /** `services/team/src/file.ts:12`. */
  readonly place: string;
  /** The texts it may be; undefined where only running the code tells. */
  readonly texts: readonly string[] | undefined;
  /** How many values are given; undefined where that does not stand there. */
  readonly given: number | undefined;
  /** What the code reads of each row; undefined: nothing that could be compared. */
  readonly properties: readonly RowProperty[] | undefined;
}

/** The position of the SQL among the arguments of the methods that run it; the values follow it. */
const runners: Readonly<Record<string, number>> = { query: 0, queryWithin: 1 };

/** Every place in the sources of some workspaces (migrations aside) that runs SQL or names a statement, by workspace. */
export class StatementFinder {
  private readonly program: ts.Program;
  private readonly reader: ConstantReader;

  /** One program for all: what they share is read once. */
  constructor(
    private readonly root: string,
    workspaces: readonly string[],
  ) {
    this.program = programOf(workspaces.map((workspace) => join(root, workspace)));
    this.reader = new ConstantReader(this.program.getTypeChecker());
  }

  /** @param workspace Its folder, such as `services/team` */
  find(workspace: string): FoundStatement[] {
    const folder = join(this.root, workspace, 'src/');
    const isOwn = ({ fileName }: ts.SourceFile) =>
      fileName.startsWith(folder) && !fileName.includes('/migrations/');
    return this.program
      .getSourceFiles()
      .filter(isOwn)
      .flatMap((source) => this.findIn(source));
  }

  private findIn(source: ts.SourceFile): FoundStatement[] {
    const checker = this.program.getTypeChecker();
    const found: FoundStatement[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        const place = `${relative(this.root, source.fileName)}:${line + 1}`;
        const statement = toStatement(node, place, checker, this.reader);
        if (statement) found.push(statement);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  }
}

function programOf(folders: readonly string[]): ts.Program {
  const configs = folders.map((folder) => {
    const { config } = ts.readConfigFile(join(folder, 'tsconfig.lib.json'), (path) => ts.sys.readFile(path));
    // Without the references: the libs are read from their sources, built or not.
    return ts.parseJsonConfigFileContent(config, ts.sys, folder);
  });
  return ts.createProgram({
    rootNames: configs.flatMap(({ fileNames }) => fileNames),
    options: configs[0]!.options,
  });
}

function toStatement(
  call: ts.CallExpression,
  place: string,
  checker: ts.TypeChecker,
  reader: ConstantReader,
): FoundStatement | undefined {
  if (ts.isIdentifier(call.expression) && call.expression.text === 'statement') {
    const texts = reader.read(call)?.map(textOf);
    return { place, texts, given: undefined, properties: undefined };
  }
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const at = runners[call.expression.name.text];
  const sql = at === undefined ? undefined : call.arguments[at];
  if (at === undefined || !sql) return undefined;
  const texts = reader.read(sql)?.map(textOf) ?? namedElsewhere(checker, sql);
  const properties = rowProperties(checker, call);
  return { place, texts, given: givenIn(call.arguments[at + 1], call.arguments.length > at + 1), properties };
}

/** A statement that is handed in is compared where it is named. */
const namedElsewhere = (checker: ts.TypeChecker, sql: ts.Expression): [] | undefined =>
  partsOf(checker.getTypeAtLocation(sql)).some((part) => part.getProperty('text')) ? [] : undefined;

const partsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

/** The values of a call, where they are listed one by one. */
function givenIn(values: ts.Expression | undefined, some: boolean): number | undefined {
  if (!some) return 0;
  if (!values || !ts.isArrayLiteralExpression(values) || values.elements.some(ts.isSpreadElement))
    return undefined;
  return values.elements.length;
}
