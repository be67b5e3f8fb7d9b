import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { FileReport } from '../engine/audit.ts';
import type { Engine } from '../engine/index.ts';
import { auditFile, type Circumstances, skipped, type Task } from './audit-file.ts';
import { createPolicyStore } from './policy.ts';

/** Files that a worker is given at once: few enough to share the work evenly, enough to hide the messages. */
const BATCH = 24;
const MOST_WORKERS = 8;

/**
 * Audits tasks on worker threads. Results come as they are done.
 * @param script the worker's script, which calls {@link serveTasks}
 * @param done called with each task and its report; true ends the work
 */
export async function auditInWorkers(
  script: URL,
  tasks: readonly Task[],
  circumstances: Circumstances,
  done: (task: Task, report: FileReport) => boolean,
): Promise<void> {
  let next = 0;
  let cancelled = false;
  const run = (): Promise<void> =>
    new Promise((finished, failed) => {
      const worker = new Worker(script, { workerData: circumstances });
      let batch: readonly Task[] = [];
      const give = () => {
        batch = cancelled ? [] : tasks.slice(next, next + BATCH);
        next += batch.length;
        if (batch.length > 0) worker.postMessage(batch);
        else void worker.terminate().then(() => finished());
      };
      worker.on('message', (reports: readonly FileReport[]) => {
        for (const [index, report] of reports.entries()) if (done(batch[index]!, report)) cancelled = true;
        give();
      });
      worker.on('error', (error) => {
        // A worker that dies takes its batch along; the files are reported, and the others go on.
        for (const task of batch) done(task, skipped(task.shown, `analysis failed (${error.name})`, false));
        void worker
          .terminate()
          .then(() => (next < tasks.length && !cancelled ? run().then(finished, failed) : finished()));
      });
      give();
    });
  const workers = Math.min(MOST_WORKERS, availableParallelism(), Math.ceil(tasks.length / BATCH));
  await Promise.all(Array.from({ length: workers }, run));
}

/** The worker's side: answers every batch of tasks with its reports. */
export function serveTasks(engine: Engine): void {
  const circumstances = workerData as Circumstances;
  const policies = createPolicyStore(engine);
  parentPort?.on('message', async (batch: readonly Task[]) => {
    for (const language of new Set(batch.map((task) => task.language))) await engine.ready(language);
    const reports = batch.map((task) =>
      auditFile(
        engine,
        task,
        task.policyFile ? policies.load(task.policyFile).policy : engine.builtInPolicy,
        circumstances,
      ),
    );
    parentPort!.postMessage(reports);
  });
}
