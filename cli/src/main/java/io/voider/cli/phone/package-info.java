/**
 * What the node is to the phones on its wire beside an exchange: who gives addresses ({@code dhcp}), tells the time ({@code time})
 * and knows names ({@code dns}). Pure: bytes and the time come in, bytes go out; {@code io.voider.cli.node.phone} has the sockets.
 *
 * <p>Each phone is alone on a /30 with its gateway, and everything here is answered from that gateway, to that phone, about that
 * phone. Nothing is longer than what was asked by more than a record, but for DHCP, which answers the station that asks alone.
 */
@org.jspecify.annotations.NullMarked
package io.voider.cli.phone;
