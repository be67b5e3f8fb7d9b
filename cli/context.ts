import { createEngine, type Engine } from '../engine/index.ts';
import { grammarLoader } from '../host/grammars.ts';
import { createLanguages } from '../languages/index.ts';
import manifest from '../package.json' with { type: 'json' };
import { catalog } from '../rules/index.ts';

/** The program's version. */
export const version: string = manifest.version;

/** Put in by the build; missing where the sources run unbundled. */
declare const PROBITY_BUILD: string | undefined;

/** Identifies the build, for caches; undefined where the sources run unbundled. */
export const buildId: string | undefined = typeof PROBITY_BUILD === 'string' ? PROBITY_BUILD : undefined;

/** The engine with Node's hands: the one that every command uses. */
export const createNodeEngine = (): Engine => createEngine(createLanguages(grammarLoader(import.meta.url)), catalog);

/** Whether output goes to a person. */
export const toTerminal = (stream: NodeJS.WriteStream): boolean => Boolean(stream.isTTY) && !process.env['CI'];

/** Colours: on a terminal, unless NO_COLOR says otherwise (no-color.org). */
export const wantsColor = (stream: NodeJS.WriteStream): boolean => Boolean(stream.isTTY) && !process.env['NO_COLOR'];
