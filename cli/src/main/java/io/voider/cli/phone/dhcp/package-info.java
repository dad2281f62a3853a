/**
 * DHCP for the phones (RFC 2131, options of RFC 2132): {@link io.voider.cli.phone.dhcp.DhcpServer} answers, {@link
 * io.voider.cli.phone.dhcp.LeaseTable} says which station is which phone.
 *
 * <pre>
 *    0 op (1 request, 2 reply)   1 htype (1)   2 hlen (6)   3 hops     4 xid
 *    8 secs   10 flags (0x8000: answer by broadcast)       12 ciaddr  16 yiaddr  20 siaddr  24 giaddr
 *   28 chaddr (16 bytes)        44 sname (64 bytes)       108 file (128 bytes)
 *  236 0x63825363              240 options: code, length, value; 0 pads, 255 ends
 * </pre>
 *
 * <p>This server is alone on its wire. So it says no where one among several would have to be silent, and a phone that comes with
 * another network's address asks anew at once.
 */
@org.jspecify.annotations.NullMarked
package io.voider.cli.phone.dhcp;
