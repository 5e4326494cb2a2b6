// Runs in a page before its own scripts: keeps its WebRTC connections, so that a test can ask what they hear.
(() => {
  globalThis.peersOfTest = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      globalThis.peersOfTest.push(this);
    }
  };
})();
