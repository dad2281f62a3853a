package io.voider.transport.tunnel;

import io.voider.transport.identity.Profile;

/**
 * A process of its own with a server and a client, to be killed: says {@code UP} when it is, and runs until it is killed or
 * its input ends; then it stops as it should.
 */
final class DoomedNode {
    private DoomedNode() {}

    public static void main(String[] arguments) throws Exception {
        Exchange exchange = new Exchange(Profile.FAST, 2);
        TunnelIT.connectAll(exchange);
        System.out.println("UP");
        System.in.read();
        exchange.close();
    }
}
