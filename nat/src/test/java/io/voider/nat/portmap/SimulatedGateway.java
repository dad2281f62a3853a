package io.voider.nat.portmap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Internet Gateway Device in memory: answers the calls of a control point as the UPnP Forum's documents say. */
final class SimulatedGateway {
    static final InetAddress ADDRESS = ip("192.168.1.1");
    static final int IGD_1 = 1;
    static final int IGD_2 = 2;

    final Map<Integer, String> mappings = new HashMap<>();
    String outside = "203.0.113.9";
    boolean onlyPermanentLeases;
    int refusal;
    private final int version;

    SimulatedGateway(int version) {
        this.version = version;
    }

    static InetAddress ip(String address) {
        InetAddress ip = NetUtil.createInetAddressFromIpAddressString(address);
        if (ip == null) {
            throw new IllegalArgumentException(address);
        }
        return ip;
    }

    byte[] searchAnswer() {
        return searchAnswer("http://192.168.1.1:5000/rootDesc.xml");
    }

    byte[] searchAnswer(String location) {
        return ("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\n"
                        + "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:" + version + "\r\n"
                        + "EXT:\r\nLocation: " + location + "\r\nSERVER: any\r\n\r\n")
                .getBytes(UTF_8);
    }

    String description() {
        return description("/ctl/IPConn");
    }

    String description(String control) {
        return """
                <?xml version="1.0"?>
                <root xmlns="urn:schemas-upnp-org:device-1-0"><device><friendlyName>Router &amp; more</friendlyName>
                <serviceList><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType>
                <controlURL>/ctl/L3F</controlURL></service></serviceList><deviceList><device><deviceList><device>
                <serviceList><service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType>
                <controlURL>/ctl/PPP</controlURL></service>
                <service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:%d</serviceType>
                <controlURL>%s</controlURL></service>
                </serviceList></device></deviceList></device></deviceList></device></root>
                """.formatted(version, control);
    }

    UpnpAnswer answer(UpnpCall call) {
        if (call.soapAction().isEmpty()) {
            return UpnpAnswer.read(200, description().getBytes(UTF_8));
        }
        String action = call.soapAction().replaceAll(".*#|\"", "");
        if (call.target().equals("/ctl/PPP")) {
            return fault(401);
        }
        return switch (action) {
            case "GetExternalIPAddress" -> ok("<NewExternalIPAddress>" + outside + "</NewExternalIPAddress>");
            case "AddPortMapping" -> add(call, false);
            case "AddAnyPortMapping" -> version == IGD_2 ? add(call, true) : fault(401);
            case "DeletePortMapping" -> delete(call);
            default -> fault(401);
        };
    }

    private UpnpAnswer add(UpnpCall call, boolean any) {
        if (refusal != 0) {
            return fault(refusal);
        }
        if (onlyPermanentLeases && !value(call, "NewLeaseDuration").equals("0")) {
            return fault(725);
        }
        int port = Integer.parseInt(value(call, "NewExternalPort"));
        String client = value(call, "NewInternalClient") + ":" + value(call, "NewInternalPort");
        while (!mappings.getOrDefault(port, client).equals(client)) {
            if (!any) {
                return fault(718);
            }
            port++;
        }
        mappings.put(port, client);
        return ok(any ? "<NewReservedPort>" + port + "</NewReservedPort>" : "");
    }

    private UpnpAnswer delete(UpnpCall call) {
        return mappings.remove(Integer.parseInt(value(call, "NewExternalPort"))) == null ? fault(714) : ok("");
    }

    static String value(UpnpCall call, String name) {
        Matcher found = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(call.body());
        if (!found.find()) {
            throw new IllegalArgumentException("no " + name + " in " + call.body());
        }
        return found.group(1);
    }

    static UpnpAnswer ok(String inside) {
        return UpnpAnswer.read(200, envelope("<u:Response xmlns:u=\"any\">" + inside + "</u:Response>"));
    }

    static UpnpAnswer fault(int code) {
        String fault = "<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"
                + "<UPnPError xmlns=\"urn:schemas-upnp-org:control-1-0\"><errorCode>" + code
                + "</errorCode><errorDescription>No</errorDescription></UPnPError></detail></s:Fault>";
        return UpnpAnswer.read(500, envelope(fault));
    }

    private static byte[] envelope(String inside) {
        return ("<?xml version=\"1.0\"?>\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                        + inside + "</s:Body></s:Envelope>")
                .getBytes(UTF_8);
    }
}
