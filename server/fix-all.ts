import { dirname } from 'node:path';
import { createLines } from '../engine/text.ts';
import { pathFrom } from '../host/policy.ts';
import { readTextFile } from '../host/read.ts';
import { repair } from '../host/repair.ts';
import { walk } from '../host/walk.ts';
import { differences } from './differences.ts';
import type { FixAllAnswer, FixAllQuestion } from './protocol.ts';
import { pathOf, uriOf, type Workspace } from './workspace.ts';

/** The edits of all fixes in the workspace, for a preview. Open files count with their unsaved text. */
export async function fixAllInWorkspace(workspace: Workspace, { review }: FixAllQuestion): Promise<FixAllAnswer> {
  const overlay = new Map(
    [...workspace.files.values()].map((file) => [pathOf(file.uri, workspace.folders), file.document.text]),
  );
  const files: FixAllAnswer['files'][number][] = [];
  let fixes = 0;
  for (const folder of workspace.folders) {
    const excluded = (path: string) => workspace.policyOf(uriOf(dirname(path))).policy.excludes(pathFrom(folder, path));
    for (const { path, language } of walk(folder, excluded).files) {
      const read = readTextFile(path);
      const text = overlay.get(path) ?? ('text' in read ? read.text : undefined);
      if (text === undefined) continue;
      await workspace.engine.ready(language);
      const { policy, base } = workspace.policyOf(uriOf(path));
      const done = repair(
        workspace.engine,
        { path: pathFrom(base, path), language, text, policy, today: workspace.today() },
        { safety: review ? ['safe', 'review'] : ['safe'] },
      );
      if (done.applied.length === 0) continue;
      fixes += done.applied.length;
      const lines = createLines(text);
      const edits = differences(text, done.text).map(({ span, text: replacement }) => ({
        start: lines.positionAt(span[0]),
        end: lines.positionAt(span[1]),
        text: replacement,
      }));
      files.push({ uri: uriOf(path), edits });
    }
  }
  return { files, fixes };
}
