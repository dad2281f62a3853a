package io.voider.nat.portmap;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * An HTTP request to the gateway: for its description (GET), or an action of one of its services (POST, SOAP 1.1).
 *
 * @param server the gateway, on the port that it named
 * @param target path and query of the request line, in visible ASCII
 * @param soapAction the SOAPACTION header; empty for a description
 * @param body XML; empty for a description
 */
record UpnpCall(InetSocketAddress server, String target, String soapAction, String body) {
    static UpnpCall describe(GatewayUrl at) {
        return new UpnpCall(at.server(), at.target(), "", "");
    }

    /** @param arguments in the order that the service's template has them in; of digits, letters and dots */
    static UpnpCall action(ConnectionService service, String name, Map<String, String> arguments) {
        StringBuilder body = new StringBuilder(512)
                .append("<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"")
                .append(" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:")
                .append(name)
                .append(" xmlns:u=\"")
                .append(service.type())
                .append("\">");
        arguments.forEach((key, value) -> body.append('<')
                .append(key)
                .append('>')
                .append(value)
                .append("</")
                .append(key)
                .append('>'));
        body.append("</u:").append(name).append("></s:Body></s:Envelope>\r\n");
        String action = '"' + service.type() + '#' + name + '"';
        return new UpnpCall(service.control().server(), service.control().target(), action, body.toString());
    }
}
