import ts from 'typescript';

/** A text or number that stands in the code, or an SQL statement. */
export type Constant = string | number | { readonly sql: string };

type Bindings = ReadonlyMap<ts.Symbol, ts.Expression>;
type Fn = ts.ArrowFunction | ts.FunctionDeclaration | ts.FunctionExpression | ts.MethodDeclaration;

const nothingBound: Bindings = new Map();

/** Every combination of one alternative of each part. */
function combined<T>(parts: ReadonlyArray<readonly T[]>): T[][] {
  return parts.reduce<T[][]>((all, part) => all.flatMap((head) => part.map((one) => [...head, one])), [[]]);
}

/**
 * Reads what an expression is, where that stands in the code: literals, templates, constants of any file, functions that
 * only put such together. Several answers where the code chooses between them, undefined where only running it tells.
 */
export class ConstantReader {
  constructor(private readonly checker: ts.TypeChecker) {}

  read(node: ts.Expression, bound: Bindings = nothingBound): Constant[] | undefined {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isNumericLiteral(node)) return [Number(node.text)];
    if (ts.isTemplateExpression(node)) return this.template(node, bound);
    if (ts.isBinaryExpression(node)) return this.binary(node, bound);
    if (ts.isConditionalExpression(node)) return this.either([node.whenTrue, node.whenFalse], bound);
    if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) return this.named(node, bound);
    if (ts.isElementAccessExpression(node)) return this.element(node, bound);
    if (ts.isCallExpression(node)) return this.call(node, bound);
    if (ts.isObjectLiteralExpression(node)) return this.namedText(node, bound);
    const inner = unwrapped(node);
    return inner === node ? undefined : this.read(inner, bound);
  }

  private either(nodes: readonly ts.Expression[], bound: Bindings): Constant[] | undefined {
    const all = nodes.map((node) => this.read(node, bound));
    return all.includes(undefined) ? undefined : (all as Constant[][]).flat();
  }

  private template(node: ts.TemplateExpression, bound: Bindings): Constant[] | undefined {
    const parts = node.templateSpans.map(({ expression }) => this.read(expression, bound));
    if (parts.includes(undefined)) return undefined;
    return combined(parts as Constant[][]).map((values) =>
      node.templateSpans.reduce(
        (text, { literal }, at) => text + textOf(values[at]!) + literal.text,
        node.head.text,
      ),
    );
  }

  private binary(node: ts.BinaryExpression, bound: Bindings): Constant[] | undefined {
    if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      return this.either([node.left, node.right], bound);
    const sides = [this.read(node.left, bound), this.read(node.right, bound)];
    if (sides.includes(undefined)) return undefined;
    const { kind } = node.operatorToken;
    const results = combined(sides as Constant[][]).map(([left, right]) => {
      if (kind === ts.SyntaxKind.PlusToken) return (left as string) + (right as string);
      if (typeof left !== 'number' || typeof right !== 'number') return undefined;
      if (kind === ts.SyntaxKind.MinusToken) return left - right;
      if (kind === ts.SyntaxKind.AsteriskToken) return left * right;
      return undefined;
    });
    return results.includes(undefined) ? undefined : (results as Constant[]);
  }

  private named(node: ts.Identifier | ts.PropertyAccessExpression, bound: Bindings): Constant[] | undefined {
    const name = ts.isIdentifier(node) ? node : node.name;
    const symbol = this.symbolOf(name);
    const given = symbol && bound.get(symbol);
    if (given) return this.read(given);
    const initializer = symbol && initializerOf(symbol);
    if (initializer) return this.read(initializer, bound);
    const list = symbol && this.listOf(symbol);
    if (list) return this.either(list, bound);
    // A record whose type is declared: its property stands in the literal.
    if (ts.isIdentifier(node)) return undefined;
    const literal = this.literalOf(node.expression);
    const property = literal?.properties.find((one) => one.name && nameOf(one.name) === node.name.text);
    return property && ts.isPropertyAssignment(property) ? this.read(property.initializer, bound) : undefined;
  }

  /** `texts[which]`: any of them. */
  private element(node: ts.ElementAccessExpression, bound: Bindings): Constant[] | undefined {
    const literal = this.literalOf(node.expression);
    if (!literal?.properties.every(ts.isPropertyAssignment)) return undefined;
    return this.either(
      literal.properties.map((property) => (property as ts.PropertyAssignment).initializer),
      bound,
    );
  }

  private call(node: ts.CallExpression, bound: Bindings): Constant[] | undefined {
    if (ts.isIdentifier(node.expression) && node.expression.text === 'statement' && node.arguments[1])
      return this.read(node.arguments[1], bound)?.map((text) => ({ sql: textOf(text) }));
    if (ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'replaceAll')
      return this.replaced(node.expression.expression, node.arguments, bound);
    const fn = this.functionOf(node.expression);
    const body = fn && resultOf(fn);
    if (!body) return undefined;
    const inner = new Map<ts.Symbol, ts.Expression>();
    fn.parameters.forEach((parameter, at) => {
      const symbol = this.checker.getSymbolAtLocation(parameter.name);
      const argument = node.arguments[at] ?? parameter.initializer;
      const name = argument && ts.isIdentifier(argument) && this.symbolOf(argument);
      const value = name && bound.has(name) ? bound.get(name) : argument;
      if (symbol && value) inner.set(symbol, value);
    });
    return this.read(body, inner);
  }

  private replaced(
    text: ts.Expression,
    values: readonly ts.Expression[],
    bound: Bindings,
  ): Constant[] | undefined {
    const all = [text, ...values].map((value) => this.read(value, bound));
    if (all.includes(undefined)) return undefined;
    return combined((all as Constant[][]).map((some) => some.map(textOf))).map(([of, from, to]) =>
      of!.replaceAll(from!, to!),
    );
  }

  /** `{ name, text }`, as the pg driver takes it. */
  private namedText(node: ts.ObjectLiteralExpression, bound: Bindings): Constant[] | undefined {
    for (const property of node.properties) {
      if (!property.name || nameOf(property.name) !== 'text') continue;
      if (ts.isPropertyAssignment(property))
        return this.read(property.initializer, bound)?.map((text) => ({ sql: textOf(text) }));
    }
    return undefined;
  }

  private literalOf(node: ts.Expression): ts.ObjectLiteralExpression | undefined {
    const inner = unwrapped(node);
    if (ts.isObjectLiteralExpression(inner)) return inner;
    if (!ts.isIdentifier(inner)) return undefined;
    const initializer = initializerOf(this.symbolOf(inner));
    return initializer && this.literalOf(initializer);
  }

  /** What a variable of a `for ... of` runs through. */
  private listOf(symbol: ts.Symbol): readonly ts.Expression[] | undefined {
    const loop = symbol.valueDeclaration?.parent.parent;
    if (!loop || !ts.isForOfStatement(loop) || !ts.isIdentifier(loop.expression)) return undefined;
    const list = initializerOf(this.symbolOf(loop.expression));
    const inner = list && unwrapped(list);
    return inner && ts.isArrayLiteralExpression(inner) ? inner.elements : undefined;
  }

  private functionOf(callee: ts.Expression): Fn | undefined {
    const symbol = ts.isIdentifier(callee) ? this.symbolOf(callee) : undefined;
    const declaration = symbol?.valueDeclaration;
    if (declaration && ts.isFunctionDeclaration(declaration)) return declaration;
    const initializer = symbol && initializerOf(symbol);
    return initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
      ? initializer
      : undefined;
  }

  private symbolOf(name: ts.Node): ts.Symbol | undefined {
    const symbol = this.checker.getSymbolAtLocation(name);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** The text of a constant. */
export const textOf = (constant: Constant): string =>
  typeof constant === 'object' ? constant.sql : String(constant);

const nameOf = (name: ts.PropertyName): string | undefined =>
  ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;

function unwrapped(node: ts.Expression): ts.Expression {
  const wraps =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node);
  return wraps ? unwrapped(node.expression) : node;
}

/** What a constant, a field or a property of a literal is; a `let` may be something else by then. */
function initializerOf(symbol: ts.Symbol | undefined): ts.Expression | undefined {
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return undefined;
  if (ts.isVariableDeclaration(declaration))
    return declaration.parent.flags & ts.NodeFlags.Const ? declaration.initializer : undefined;
  if (ts.isPropertyAssignment(declaration) || ts.isPropertyDeclaration(declaration))
    return declaration.initializer;
  return undefined;
}

/** The one expression that a function answers. */
function resultOf(fn: Fn): ts.Expression | undefined {
  if (!fn.body) return undefined;
  if (!ts.isBlock(fn.body)) return fn.body;
  const [only, ...more] = fn.body.statements;
  return only && more.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined;
}
