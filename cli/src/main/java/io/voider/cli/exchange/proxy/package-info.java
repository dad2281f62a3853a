/**
 * The gateway as the phones' proxy and registrar (RFC 3261 sections 10 and 16): a step of its own between the phones' wire and the
 * {@link io.voider.cli.exchange.Switchboard}, which sees what a phone would have sent had it dialled {@code 10.i.s.p} by itself.
 *
 * <pre>
 *   phone ── sip:21@gateway ──► PhoneProxy ── sip:10.1.2.1 ──► switchboard ──► tunnel
 *   phone ◄── "Bob" &lt;sip:21@gateway&gt; ── PhoneProxy ◄── &lt;sip:bob@10.1.2.1&gt; ── switchboard ◄── tunnel
 * </pre>
 *
 * <p>What it changes in a call's messages stands in one {@link io.voider.cli.exchange.proxy.CallView}, which is its own inverse.
 */
package io.voider.cli.exchange.proxy;
