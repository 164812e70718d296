// Holds what the lint rules cannot see: one file per library, small files, and a package that publishes what src holds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';

const root = path.resolve(import.meta.dirname, '..');
const layers = ['adapters', 'cli', 'core', 'pipeline', 'sandbox'];
const entryPoints = ['bin.ts', 'index.ts'];
const maxLines = 250;

const manifest: {
  bin: Record<string, string>;
  exports: { '.': { types: string; default: string } };
  files: string[];
  dependencies: Record<string, string>;
} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const sources = filesBelow('src').filter((file) => file.endsWith('.ts'));

/** Every file below a folder of the repository, as sorted paths with `/`; empty when there is no such folder. */
function filesBelow(folder: string): string[] {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** The module specifiers of a source: static and dynamic imports, re-exports, `require` and `import('…')` types. */
function importsOf(source: string): string[] {
  const specifiers: string[] = [];
  collect(parseSync(source, { syntax: 'typescript', target: 'es2023' }), specifiers);
  return specifiers;
}

function collect(node: unknown, specifiers: string[]): void {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, specifiers);
    return;
  }
  if (!isObject(node)) return;
  const specifier = specifierOf(node);
  if (specifier !== undefined) specifiers.push(specifier);
  for (const child of Object.values(node)) collect(child, specifiers);
}

function specifierOf(node: Record<string, unknown>): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return stringOf(node.source);
    case 'TsImportType':
      return stringOf(node.argument);
    case 'TsExternalModuleReference':
      return stringOf(node.expression);
    case 'CallExpression': {
      const callee = node.callee;
      const isImport = isObject(callee) && (callee.type === 'Import' || callee.value === 'require');
      const first: unknown = Array.isArray(node.arguments) ? node.arguments[0] : undefined;
      return isImport && isObject(first) ? stringOf(first.expression) : undefined;
    }
    default:
      return undefined;
  }
}

function stringOf(node: unknown): string | undefined {
  return isObject(node) && node.type === 'StringLiteral' && typeof node.value === 'string' ? node.value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The package of a specifier (`csv-parse/sync` belongs to `csv-parse`), or undefined for own files and Node's modules. */
function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Which files of src import a library: package name → files, both in order of appearance. */
function importersByPackage(): Map<string, string[]> {
  const importers = new Map<string, string[]>();
  for (const file of sources) {
    const packages = importsOf(readFileSync(path.join(root, file), 'utf8')).map(packageOf);
    for (const name of new Set(packages)) {
      if (name !== undefined) importers.set(name, [...(importers.get(name) ?? []), file]);
    }
  }
  return importers;
}

describe('the reader of imports', () => {
  test('sees every way to name a module', () => {
    const source = `
      import a from 'a'; import type { B } from 'b/deep'; import '@c/d/e'; export * from 'f'; export { g } from 'g';
      const h = await import('h'); type I = import('i').I; const j = require('j'); // import k from 'k'
    `;
    expect(importsOf(source).map(packageOf)).toEqual(['a', 'b', '@c/d', 'f', 'g', 'h', 'i', 'j']);
  });

  test('leaves out own files and the modules of Node', () => {
    expect(['./own.ts', '../core/own.ts', 'node:fs', 'fs/promises'].map(packageOf)).toEqual(Array(4).fill(undefined));
  });
});

describe('libraries', () => {
  test('are each imported by one file, types included', () => {
    const shared = [...importersByPackage()].filter(([, files]) => files.length > 1);
    expect(shared.map(([name, files]) => `${name} is imported by ${files.join(' and ')}`)).toEqual([]);
  });

  test('that src imports are dependencies of the package', () => {
    const undeclared = [...importersByPackage()].filter(([name]) => manifest.dependencies[name] === undefined);
    expect(undeclared.map(([name, files]) => `${name} (${files.join(', ')})`)).toEqual([]);
  });
});

describe('files of src', () => {
  test(`have at most ${maxLines} lines`, () => {
    const lengths = sources.map((file) => ({ file, lines: lineCount(readFileSync(path.join(root, file), 'utf8')) }));
    expect(lengths.filter(({ lines }) => lines > maxLines)).toEqual([]);
  });

  test('live in a layer or are an entry point, with kebab-case names, and no test among them', () => {
    const place = new RegExp(`^src/(?:${entryPoints.join('|')}|(?:${layers.join('|')})/.+)$`);
    const name = /^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/;
    const misplaced = sources.filter((file) => {
      const base = path.basename(file);
      const isInnerIndex = base === 'index.ts' && file !== 'src/index.ts';
      return !place.test(file) || !name.test(base) || isInnerIndex;
    });
    expect(misplaced).toEqual([]);
  });
});

describe('package.json', () => {
  test('points at what the build makes of the entry points', () => {
    expect(manifest.bin).toEqual({ 'hs-assoc': 'dist/bin.js' });
    expect(manifest.exports['.']).toEqual({ types: './dist/index.d.ts', default: './dist/index.js' });
  });

  test('publishes the build and not the sources or tests', () => {
    expect(manifest.files).toEqual(['dist', 'README.md', 'CHANGELOG.md', 'LICENSE']);
  });
});

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
