import {
  type Invitation,
  Registerer,
  RegistererState,
  SessionState,
  UserAgent,
  UserAgentState,
  Web,
} from '/sip.js/index.js';

export type PhoneState = 'offline' | 'no-microphone' | 'connected' | 'ringing' | 'talking';

export interface PhoneOptions {
  /** Where the server lets it through to Asterisk: `/api/desk/sip`. */
  readonly path: `/api/${string}`;
  readonly user: string;
  readonly password: string;
  /** Answers by itself. */
  readonly automatic: boolean;
  /** Where the caller is heard. */
  readonly voice: HTMLAudioElement;
  readonly changed: (state: PhoneState) => void;
}

export interface Phone {
  answer(): void;
  /** Nobody hears the operator any more, or again. The line stays as it is. */
  mute(muted: boolean): void;
  /** The network has no such conversation any more, whatever this phone believes: it lets it go. */
  drop(): void;
  /** What goes through the connection is heard by nobody: it opens another one. A conversation goes on. */
  reconnect(): void;
  /** A conversation that is under way is no hang-up: its caller is to find somebody else. */
  close(): Promise<void>;
}

/** As Asterisk's `default_realm` has it; it names no host. */
const domain = 'centralino';
const registerSeconds = 60;
const longestPauseMs = 8_000;
/** Without servers of others for ICE there is nothing to wait for: the host's own addresses are there at once. */
const gatherMs = 500;
/**
 * Said with the hang-up of a page that goes in the middle of a conversation: destination out of order (Q.850), which the
 * engine takes for a line that broke off. A hang-up without a word is one that the operator wanted.
 */
const brokenOff = { requestOptions: { extraHeaders: ['Reason: Q.850;cause=27;text="page closed"'] } };

/**
 * A softphone in the page: SIP over a WebSocket of the page's own server, DTLS-SRTP to Asterisk. It only takes calls; hold, transfer
 * and the rest are commands to the engine. The microphone is opened once, so that an answer does not wait for it.
 * @throws DOMException when the microphone is not to be had
 */
export async function openPhone(options: PhoneOptions): Promise<Phone> {
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  let session: Invitation | undefined;
  let registered = false;
  let closed = false;
  let muted = false;
  let failures = 0;
  let timer = 0;

  const agent = new UserAgent({
    uri: requiredUri(`sip:${options.user}@${domain}`),
    authorizationUsername: options.user,
    authorizationPassword: options.password,
    transportOptions: { server: new URL(options.path, location.href.replace(/^http/, 'ws')).href },
    // Each call gets the one microphone, not a new one; it is not stopped with the call.
    sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(async () =>
      microphone.clone(),
    ),
    sessionDescriptionHandlerFactoryOptions: {
      iceGatheringTimeout: gatherMs,
      peerConnectionConfiguration: { iceServers: [], bundlePolicy: 'max-bundle' },
    },
    logBuiltinEnabled: false,
    noAnswerTimeout: 120,
    delegate: {
      onInvite: (invitation) => ring(invitation),
      onDisconnect: (error) => {
        registered = false;
        if (closed) return;
        // Nobody could hear the answer; one who talks is heard as before, the audio has a way of its own.
        if (session?.state === SessionState.Initial) session.dispose().catch(() => {});
        tell();
        if (error !== undefined || agent.state === UserAgentState.Started) again();
      },
    },
  });
  const registerer = new Registerer(agent, { expires: registerSeconds, refreshFrequency: 75 });
  registerer.stateChange.addListener((state) => {
    registered = state === RegistererState.Registered;
    if (registered) failures = 0;
    tell();
  });
  // A page that is reloaded, or left, is a line that breaks off.
  const leave = () => void letGo();
  addEventListener('pagehide', leave);

  function tell(): void {
    if (closed) return;
    const state = session?.state;
    if (state === SessionState.Established) options.changed(isHeard(session) ? 'talking' : 'offline');
    else if (state === SessionState.Initial || state === SessionState.Establishing)
      options.changed('ringing');
    else options.changed(registered ? 'connected' : 'offline');
  }

  function ring(invitation: Invitation): void {
    if (session !== undefined) {
      invitation.reject({ statusCode: 486 }).catch(() => {});
      return;
    }
    session = invitation;
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Established) {
        hear(invitation);
        applyMute();
        watchAudio(invitation);
      }
      if (state === SessionState.Terminated) {
        session = undefined;
        options.voice.srcObject = null;
        muted = false;
      }
      tell();
    });
    tell();
    if (options.automatic) accept();
  }

  function accept(): void {
    if (session?.state !== SessionState.Initial) return;
    // The caller may have hung up in this very moment.
    session.accept().catch(() => {});
  }

  function handler(of: Invitation | undefined): Web.SessionDescriptionHandler | undefined {
    const found = of?.sessionDescriptionHandler;
    return found instanceof Web.SessionDescriptionHandler ? found : undefined;
  }
  function hear(of: Invitation): void {
    const stream = handler(of)?.remoteMediaStream;
    if (stream === undefined) return;
    options.voice.srcObject = stream;
    void options.voice.play().catch(() => {});
  }
  /** When no audio comes through any more, the conversation is not to be had back. */
  function watchAudio(of: Invitation): void {
    const peer = handler(of)?.peerConnection;
    peer?.addEventListener('connectionstatechange', () => {
      tell();
      if (peer.connectionState === 'failed') void letGo();
    });
  }
  /** While the audio is interrupted a phone does not claim to talk; it may come back by itself. */
  function isHeard(of: Invitation | undefined): boolean {
    const state = handler(of)?.peerConnection?.connectionState;
    return state !== 'disconnected' && state !== 'failed' && state !== 'closed';
  }
  async function letGo(): Promise<void> {
    if (session?.state === SessionState.Established) await session.bye(brokenOff).catch(() => {});
    else if (session?.state === SessionState.Initial)
      await session.reject({ statusCode: 480 }).catch(() => {});
  }
  function applyMute(): void {
    for (const sender of handler(session)?.peerConnection?.getSenders() ?? [])
      if (sender.track !== null) sender.track.enabled = !muted;
  }

  async function connect(): Promise<void> {
    if (closed) return;
    if (agent.state === UserAgentState.Started) await agent.reconnect();
    else await agent.start();
    await registerer.register({
      requestDelegate: {
        onAccept: () => {
          registered = true;
          failures = 0;
          tell();
        },
        // The engine may not have told Asterisk of this softphone yet.
        onReject: () => again(),
      },
    });
  }
  function again(): void {
    clearTimeout(timer);
    failures += 1;
    const pause = Math.min(250 * 2 ** failures, longestPauseMs) * (0.5 + Math.random() / 2);
    timer = setTimeout(() => void connect().catch(again), pause);
  }
  connect().catch(again);

  return {
    answer: accept,
    mute: (wanted) => {
      muted = wanted;
      applyMute();
    },
    drop: () => {
      if (session?.state === SessionState.Established) session.bye().catch(() => {});
    },
    reconnect: () => {
      const { transport } = agent;
      const lost = transport instanceof Web.Transport ? transport.ws : undefined;
      transport.disconnect().catch(again);
      // The browser waits a minute for an answer to its goodbye, and all that time the phone would pass for connected.
      lost?.dispatchEvent(new CloseEvent('close', { code: 1006 }));
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      removeEventListener('pagehide', leave);
      await letGo();
      for (const track of microphone.getTracks()) track.stop();
      options.voice.srcObject = null;
      await agent.stop().catch(() => {});
    },
  };
}

function requiredUri(text: string) {
  const uri = UserAgent.makeURI(text);
  if (uri === undefined) throw new Error('the softphone has no address');
  return uri;
}
