import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { type Finding, isOpen } from '../engine/finding.ts';
import type { Fix } from '../engine/fix.ts';
import { createLines, type Edit, type Lines } from '../engine/text.ts';
import { repair } from '../host/repair.ts';
import { toDiagnostics } from './diagnostics.ts';
import { differences } from './differences.ts';
import { COMMANDS } from './protocol.ts';
import type { OpenFile, Workspace } from './workspace.ts';

/** The kind under which all safe fixes of a file run on save. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.compliance`;

/** What an action needs to be completed later. */
interface Pending {
  readonly uri: string;
  readonly version: number;
  readonly rule: string;
  readonly at: number;
  readonly fix: number;
}

/** What the client can do with actions. */
export interface ActionOptions {
  /** Completes an action when it is chosen. */
  readonly lazy: boolean;
  /** Shows the advice that comes with a fix. */
  readonly advises: boolean;
}

/** The actions for a range: fixes of its findings, exception and explanation, and the file's safe fixes. */
export function codeActions(
  workspace: Workspace,
  file: OpenFile,
  { range, context }: CodeActionParams,
  options: ActionOptions,
): CodeAction[] {
  const lines = createLines(file.document.text);
  const wants = (kind: string) =>
    !context.only || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const from = lines.offsetAt(range.start);
    const to = lines.offsetAt(range.end);
    for (const finding of file.document.findings()) {
      if (finding.span[0] > to || Math.max(finding.span[1], finding.span[0] + 1) < from || !isOpen(finding)) continue;
      actions.push(...fixActions(file, finding, lines, options), ...otherActions(workspace, file, finding, lines));
    }
  }
  if (wants(FIX_ALL_KIND)) {
    const edit = fixAllEdit(workspace, file);
    if (edit) actions.push({ title: 'Fix all safe compliance findings', kind: FIX_ALL_KIND, edit });
  }
  return actions;
}

function fixActions(file: OpenFile, finding: Finding, lines: Lines, { lazy, advises }: ActionOptions): CodeAction[] {
  const fixes = file.document.fixes(finding).filter((fix) => fix.edits.length > 0);
  return fixes.map((fix, index): CodeAction => {
    const pending: Pending = {
      uri: file.uri,
      version: file.version,
      rule: finding.rule,
      at: finding.span[0],
      fix: index,
    };
    return {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: toDiagnostics([finding], lines),
      isPreferred: index === 0,
      ...(advises && fix.advice
        ? { command: { title: 'Advice', command: COMMANDS.advise, arguments: [fix.advice] } }
        : {}),
      ...(lazy ? { data: pending } : { edit: workspaceEdit(file, fix.edits, lines) }),
    };
  });
}

function otherActions({ engine }: Workspace, file: OpenFile, finding: Finding, lines: Lines): CodeAction[] {
  const at = lines.positionAt(finding.span[0]);
  const diagnostics = toDiagnostics([finding], lines);
  const command = (title: string, name: string): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    command: { title, command: name, arguments: [{ uri: file.uri, at, rule: finding.rule }] },
  });
  const isRule = engine.catalog.sections.some(({ id }) => id === finding.section);
  const { never } = file.found.policy.exceptions;
  const exceptable =
    isRule &&
    !never.includes(finding.rule) &&
    !never.includes(finding.section) &&
    engine.language(file.document.language).writing.lineComment;
  return [
    ...(exceptable ? [command(`Add security exception for ${finding.rule}…`, COMMANDS.addException)] : []),
    ...(isRule ? [command(`Explain ${finding.rule}`, COMMANDS.explain)] : []),
  ];
}

/** Completes a lazy action. Without an edit where the file has changed since. */
export function resolveAction(workspace: Workspace, action: CodeAction): CodeAction {
  const pending = action.data as Pending | undefined;
  const file = pending && workspace.files.get(pending.uri);
  if (!pending || !file || file.version !== pending.version) return action;
  const finding = file.document.findings().find((one) => one.rule === pending.rule && one.span[0] === pending.at);
  const fix: Fix | undefined =
    finding && file.document.fixes(finding).filter(({ edits }) => edits.length > 0)[pending.fix];
  return fix ? { ...action, edit: workspaceEdit(file, fix.edits, createLines(file.document.text)) } : action;
}

function fixAllEdit(workspace: Workspace, file: OpenFile): WorkspaceEdit | undefined {
  const { document, found } = file;
  const done = repair(
    workspace.engine,
    {
      path: document.path,
      language: document.language,
      text: document.text,
      policy: found.policy,
      today: workspace.today(),
    },
    { safety: ['safe'] },
  );
  if (done.applied.length === 0) return undefined;
  return workspaceEdit(file, differences(document.text, done.text), createLines(document.text));
}

function workspaceEdit(file: OpenFile, edits: readonly Edit[], lines: Lines): WorkspaceEdit {
  const textEdits: TextEdit[] = edits.map(({ span, text }) => ({
    range: { start: lines.positionAt(span[0]), end: lines.positionAt(span[1]) },
    newText: text,
  }));
  return { documentChanges: [{ textDocument: { uri: file.uri, version: file.version }, edits: textEdits }] };
}
