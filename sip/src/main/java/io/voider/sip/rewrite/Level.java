package io.voider.sip.rewrite;

import io.voider.sip.AddressSpan;
import io.voider.sip.BoundarySpan;
import io.voider.sip.MultipartSpan;
import io.voider.sip.ParameterSpan;
import io.voider.sip.SipMessage;
import io.voider.sip.UriSpan;
import io.voider.sip.ViaSpan;
import io.voider.sip.sdp.SdpLines;

/** The cursors that reading at one depth of nesting needs, kept from message to message. */
final class Level {
    final AddressSpan addresses = new AddressSpan();
    final ViaSpan vias = new ViaSpan();
    final UriSpan uri = new UriSpan();
    final ParameterSpan parameters = new ParameterSpan();
    final Text headerName = new Text();
    final Text headerValue = new Text();
    final SdpLines lines = new SdpLines();
    final SipMessage part = new SipMessage();
    final BoundarySpan boundary = new BoundarySpan();
    final MultipartSpan parts = new MultipartSpan();
}
