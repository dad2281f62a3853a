/**
 * SIP messages as they lie in memory (RFC 3261).
 *
 * <p>{@link io.voider.sip.SipDecoder} runs over a message once and notes where things are; {@link io.voider.sip.SipMessage}
 * is that index and a view of the bytes. Nothing is copied or turned into text until it is asked for, so writing a message
 * back is copying its bytes, and what is not understood stays as it came.
 *
 * <p>There are two ways to read. {@link io.voider.sip.UriSpan}, {@link io.voider.sip.AddressSpan} and
 * {@link io.voider.sip.ViaSpan} are cursors that tell offsets and are reused; the rewriter works with them and makes no
 * object per message. {@link io.voider.sip.SipUri}, {@link io.voider.sip.NameAddress} and {@link io.voider.sip.Via} are
 * records made from them on demand, for those who keep what they read.
 *
 * <p>A decoder, its messages and its cursors belong to one thread. Everything that is wrong with a message is told by one
 * exception, {@link io.voider.sip.SipRefusal}. {@link io.voider.sip.SipHeader} is the table of header fields.
 */
package io.voider.sip;
