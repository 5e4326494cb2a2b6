/** What can be asked in the middle of a call, whoever placed it (RFC 3261 sections 12.2.2, 14.2 and 15). */
import type { Dialog } from './dialog.ts';
import { allowedMethods, responseTo, type SipEndpoint } from './sip-endpoint.ts';
import type { SipHeader, SipRequest, SipResponse } from './sip-message.ts';

/** The words of what Dialog.refuses. */
const refusals = {
  400: 'Bad Request',
  481: 'Call/Transaction Does Not Exist',
  500: 'Request Out Of Order',
} as const;
const allow: SipHeader = { name: 'allow', value: allowedMethods };

export interface CallSide {
  /** Undefined until there is an answer. */
  readonly dialog: Dialog | undefined;
  readonly contact: SipHeader;
  /** Whether the media can be changed already. */
  readonly up: boolean;
  /** The far end changes the media; returns our description. An empty `sdp` asks us to offer. */
  readonly onMediaChange: (sdp: string) => string | undefined;
  readonly onBye: (request: SipRequest) => void;
}

/** Our answer to a request of the far end with this call's Call-ID. */
export function answerInDialog(request: SipRequest, side: CallSide): SipResponse {
  const refused = side.dialog?.refuses(request);
  if (refused !== undefined) return responseTo(request, refused, refusals[refused]);
  switch (request.method) {
    case 'BYE':
      side.onBye(request);
      return responseTo(request, 200, 'OK');
    case 'INVITE':
      return changeMedia(request, side);
    case 'UPDATE':
      return request.body === '' ? ok(request, side, '') : changeMedia(request, side);
    case 'OPTIONS':
    case 'INFO':
      return ok(request, side, '');
    default:
      return responseTo(request, 405, 'Method Not Allowed', { headers: [allow] });
  }
}

/** Our 200 is not repeated until ACK: over one hop the far end repeats its INVITE, and the endpoint the 200. */
function changeMedia(request: SipRequest, side: CallSide): SipResponse {
  if (side.dialog === undefined || !side.up) return responseTo(request, 491, 'Request Pending');
  const sdp = side.onMediaChange(request.body);
  if (sdp === undefined) return responseTo(request, 488, 'Not Acceptable Here');
  side.dialog.retarget(request);
  return ok(request, side, sdp);
}

function ok(request: SipRequest, { contact }: CallSide, sdp: string): SipResponse {
  return responseTo(request, 200, 'OK', { headers: describing(contact, sdp), body: sdp });
}

/** The headers of an answer that says who we are and, with an `sdp`, what we send. */
export function describing(contact: SipHeader, sdp: string): SipHeader[] {
  const type = sdp === '' ? [] : [{ name: 'content-type', value: 'application/sdp' }];
  return [contact, allow, ...type];
}

/** Hangs up. Resolves when the far end confirmed, or after 32 s without an answer. */
export function sendBye(endpoint: SipEndpoint, dialog: Dialog): Promise<void> {
  return new Promise((resolve) => {
    endpoint.request(dialog.request('BYE', endpoint.newVia()), {
      onResponse: (response) => {
        if (response.status >= 200) resolve();
      },
      onTimeout: () => resolve(),
    });
  });
}
