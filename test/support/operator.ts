export { Desks, type LineOperator } from '../../src/rig/desks.ts';
