/** The node's own names for the phones: {@link io.voider.cli.phone.dns.NameServer}. */
@org.jspecify.annotations.NullMarked
package io.voider.cli.phone.dns;
