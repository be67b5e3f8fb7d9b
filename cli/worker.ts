import { serveTasks } from '../host/pool.ts';
import { createNodeEngine } from './context.ts';

serveTasks(createNodeEngine());
