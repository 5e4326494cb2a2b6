// Loaded into a process (NODE_OPTIONS=--import=...): SIGUSR2 puts its clock a day forward, the next one two days back,
// the third one right, as a wrong time server would. The monotonic clock goes on, as it does on a real machine.
const RealDate = Date;
const dayMs = 86_400_000;
const steps = [dayMs, -dayMs, 0];
let offset = 0;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }

  static now() {
    return RealDate.now() + offset;
  }
};

process.on('SIGUSR2', () => {
  offset = steps.shift() ?? 0;
});
