import { readdir, readFile } from 'node:fs/promises';
import { SwaggerModule } from '@nestjs/swagger';
import type { ClassDeclaration, ClassElement, Node } from 'typescript';

/** Where a service's sources and what was compiled from them stand. */
export interface ServiceFolders {
  sources: URL;
  compiled: URL;
}

/** Class name -> what stands above the class. */
export type ClassComments = Map<string, string>;

type Described = Record<string, Record<string, { description?: string; summary?: string }>>;

/**
 * Gives Nest the doc comments of DTOs and controllers, in the form that its own compiler plugin writes, so that
 * openapi.json carries what stands in the code. Answers the comments of the classes themselves.
 */
export async function loadDocComments({ sources, compiled }: ServiceFolders): Promise<ClassComments> {
  const typescript = (await import('typescript')).default;
  const classComments: ClassComments = new Map();
  const models: [Promise<unknown>, Described][] = [];
  const controllers: [Promise<unknown>, Described][] = [];

  const textAbove = (node: Node): string | undefined => {
    const block = typescript.getJSDocCommentsAndTags(node).filter(typescript.isJSDoc).at(-1);
    const text = typescript.getTextOfJSDocComment(block?.comment) ?? '';
    return text === '' ? undefined : text.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');
  };
  const decoratorsOf = (member: ClassElement): string[] =>
    (typescript.canHaveDecorators(member) ? (typescript.getDecorators(member) ?? []) : []).map(
      ({ expression }) => expression.getText().split('(')[0]!,
    );
  const propertiesOf = ({ members }: ClassDeclaration) =>
    members
      .filter(typescript.isPropertyDeclaration)
      .filter((member) =>
        decoratorsOf(member).some((name) => name.endsWith('Field') && name !== 'RefusedField'),
      )
      .flatMap((member) => {
        const description = textAbove(member);
        return description ? [[member.name.getText(), { description }] as const] : [];
      });
  const operationsOf = ({ members }: ClassDeclaration) =>
    members.filter(typescript.isMethodDeclaration).flatMap((method) => {
      const text = decoratorsOf(method).length > 0 ? textAbove(method) : undefined;
      return text ? [[method.name.getText(), summarized(text)] as const] : [];
    });

  const files = (await readdir(sources, { recursive: true })).filter((file) =>
    /\.(dto|controller)\.ts$/.test(file),
  );
  for (const file of files.sort()) {
    const text = await readFile(new URL(file, sources), 'utf8');
    const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest, true);
    const isController = file.endsWith('.controller.ts');
    const described: Described = {};
    for (const declaration of source.statements.filter(typescript.isClassDeclaration)) {
      const name = declaration.name!.text;
      const above = textAbove(declaration);
      if (above) classComments.set(name, above);
      described[name] = Object.fromEntries(
        isController ? operationsOf(declaration) : propertiesOf(declaration),
      );
    }
    const module = import(new URL(file.replace(/\.ts$/, '.js'), compiled).href);
    (isController ? controllers : models).push([module, described]);
  }
  await SwaggerModule.loadPluginMetadata(() =>
    Promise.resolve({ '@nestjs/swagger': { models, controllers } }),
  );
  return classComments;
}

/** The first sentence is the summary, the rest the description. */
function summarized(text: string): { summary: string; description?: string } {
  const [summary = text, ...rest] = text.split(/(?<=[.!?]["”]?)\s+(?=\S)/);
  return rest.length === 0 ? { summary } : { summary, description: text };
}
