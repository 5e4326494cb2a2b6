export { patienceMs, until } from '../../src/faults/until.ts';
