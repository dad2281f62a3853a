package io.voider.transport.tunnel;

import io.voider.transport.identity.Profile;

/** A process of its own with a server and a client, to be killed. Says {@code UP} and its directory, and waits. */
final class DoomedNode {
    private DoomedNode() {}

    public static void main(String[] arguments) throws Exception {
        Exchange exchange = new Exchange(Profile.FAST, 2);
        TunnelIT.connectAll(exchange);
        Exchange.deleteAll(exchange.home); // which nobody could do after the kill
        System.out.println("UP " + exchange.run);
        Thread.currentThread().join();
    }
}
