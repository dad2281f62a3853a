/**
 * The rewriter: addresses of the phone's side become addresses of the tunnel's side and back, and nothing else changes.
 *
 * <pre>
 *   decode  ->  walk header fields and body, host by host  ->  a list of edits  ->  one copy with the edits made
 * </pre>
 *
 * <p>{@link io.voider.sip.rewrite.Rewriter} does that. What header fields are looked into stands in
 * {@link io.voider.sip.SipHeader}. What may not cross at all is decided by {@link io.voider.sip.rewrite.EdgePolicy}, which
 * forwards or refuses whole messages. Both are pure: bytes in, bytes or a verdict out.
 */
package io.voider.sip.rewrite;
