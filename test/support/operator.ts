export { Desks, type LineOperator } from '../../src/faults/desks.ts';
