import type { Severity } from '../engine/finding.ts';

/** Colours and signs of a text report. Without colour every function gives its text back. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: Readonly<Record<Severity, (text: string) => string>>;
  readonly good: (text: string) => string;
  readonly sign: Readonly<
    Record<
      | 'audit'
      | 'files'
      | 'dependencies'
      | 'config'
      | 'report'
      | 'statistics'
      | 'ok'
      | 'bad'
      | 'warn'
      | 'dash'
      | 'accepted',
      string
    >
  >;
}

const plain = (text: string): string => text;
const paint = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;

const SIGNS = {
  audit: '🔍 ',
  files: '📁 ',
  dependencies: '📦 ',
  config: '⚙️  ',
  report: '📊 ',
  statistics: '📈 ',
  ok: '✅ ',
  bad: '❌ ',
  warn: '⚠️  ',
  dash: '–',
  accepted: '🖊️  ',
};
const ASCII = {
  audit: '',
  files: '',
  dependencies: '',
  config: '',
  report: '',
  statistics: '',
  ok: '[ok] ',
  bad: '[XX] ',
  warn: '[!!] ',
  dash: '-',
  accepted: '[ex] ',
};

/** The style of a report: colour only for terminals, pictures only where they can be shown. */
export function createStyle({ color, ascii }: { readonly color: boolean; readonly ascii: boolean }): Style {
  const on = (code: string) => (color ? paint(code) : plain);
  return {
    bold: on('1'),
    dim: on('2'),
    good: on('32'),
    severity: { critical: on('1;31'), warning: on('33'), info: on('36'), hint: on('2') },
    sign: ascii ? ASCII : SIGNS,
  };
}
