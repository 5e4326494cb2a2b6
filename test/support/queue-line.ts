export { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
