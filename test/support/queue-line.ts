export { queueChanges, queueNumber } from '../../src/faults/queue-line.ts';
