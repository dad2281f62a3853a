/**
 * What the phones find on their wire beside the exchange: addresses, the time and names, out of the pure rooms of {@code
 * io.voider.cli.phone}.
 *
 * <p>{@link io.voider.cli.node.phone.PhoneServices} belongs to the carrying loop. Its handler stands behind the media relay, so that
 * no packet of a voice meets it, and in front of signalling. The kernel's own UDP is silenced in the phones' namespace; its TCP is
 * not, so <b>a server over TCP</b>, such as {@link io.voider.cli.node.phone.ProvisioningServer}, is an ordinary Netty server: {@code
 * NamespaceChannels.bind} in {@code PhoneSide.namespace()}, on the port of each phone's gateway ({@code
 * PhoneLine.address().gateway()}; what is dialled, 10.0.0.0/8, is local for TCP as well, so bind to gateways and not to all
 * addresses), on a loop of its own or signalling's, never on the carrying one. It must answer nobody but the phone of that gateway,
 * whose address is the gateway's minus one: the kernel would let phone 2 ask phone 1's. Which device a phone is, who made it and what
 * it calls itself, is in {@code PhoneServices.tenants()}; where DHCP sends it for its configuration is {@code
 * PhoneVendor.configurationUrl}.
 */
@org.jspecify.annotations.NullMarked
package io.voider.cli.node.phone;
