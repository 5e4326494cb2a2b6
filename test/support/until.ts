export { patienceMs, until } from '../../src/rig/until.ts';
