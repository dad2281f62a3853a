/**
 * The exchange: what crosses it, where to, and under which addresses.
 *
 * <p>It stands in several networks. In the phones' a phone sees itself under its own address A and everybody else under what
 * one dials, {@code 10.i.s.p}. In the tunnel of exchange i, everybody is {@code 172.29.s.p}. The {@link
 * io.voider.cli.exchange.DialPlan} says which two {@link io.voider.sip.Parties} a message is between, with both names of each;
 * that is all the address translation that there is, and the {@link io.voider.cli.exchange.Switchboard} does the rest.
 */
package io.voider.cli.exchange;
