/**
 * The ways between homes. Each room is a thought:
 *
 * <pre>
 *   stun         messages and transactions                       pure
 *   ice          which ways there are, and which one is used     pure
 *   portmap      a port on the router, by agreement              pure, but RouterPort and GatewayHttp
 *   turn         a relay: wire, client, server                   pure, but the server's sockets
 *   wan          sockets that face the Internet
 *   path         a line's way to the other home: all of the above at work
 *   rendezvous   introductions: wire, seal, account, client, server
 *   limit        how much anybody may cost
 * </pre>
 *
 * <p>Time is in nanoseconds of a clock that never goes back, and comes in from outside: a
 * {@link io.netty.util.concurrent.Ticker} is read by those that have sockets, and by nobody else.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat;
