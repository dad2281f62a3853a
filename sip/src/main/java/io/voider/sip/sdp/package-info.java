/**
 * Session descriptions (RFC 8866) as offer and answer use them (RFC 3264).
 *
 * <p>{@link io.voider.sip.sdp.SdpLines} is a cursor over the lines as they lie in memory; {@link io.voider.sip.sdp.SdpBody}
 * is what a reader wants to know, as records. A line ends with CRLF, LF or CR. Lines that are not {@code x=…} are passed
 * over, as are types and attributes that nobody here asks for. Nothing is refused: what cannot be read costs the medium that
 * it describes, and is told as an {@link io.voider.sip.sdp.SdpFault}.
 */
package io.voider.sip.sdp;
