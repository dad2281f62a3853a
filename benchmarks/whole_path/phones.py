#!/usr/bin/env python3
"""Two bare SIP phones: `answer ADDRESS` takes every call; `call ADDRESS NUMBER FIRST:COUNT …` places a call for each pair, of COUNT
audio streams from the FIRST on (sent from port 20000 + 2 × stream to port 30000 + 2 × stream); `talk ADDRESS PORT NUMBER PORT
SECONDS` sends one stream of voice, 50 packets a second, and tells how many came back the other way."""
import re, socket, struct, sys, time, uuid


def sdp(address, base, first, count):
    lines = ["v=0", f"o=- 1 1 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0"]
    for stream in range(first, first + count):
        lines += [f"m=audio {base + 2 * stream} RTP/AVP 0", "a=rtcp-mux"]
    return "\r\n".join(lines) + "\r\n"


def headers(message, name):
    return re.findall(rf"(?im)^{name}\s*:\s*(.*?)\r$", message)


def bound(address, port):
    phone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    phone.bind((address, port))
    return phone


def answer(address):
    phone = bound(address, 5060)
    print("listening", flush=True)
    while True:
        data, caller = phone.recvfrom(65535)
        message = data.decode(errors="replace")
        method = message.split(" ", 1)[0]
        if method not in ("INVITE", "BYE", "OPTIONS"):
            continue
        to, call = headers(message, "To")[0], headers(message, "Call-ID")[0]
        lines = ["SIP/2.0 200 OK", *[f"Via: {via}" for via in headers(message, "Via")], f"From: {headers(message, 'From')[0]}",
                 f"To: {to}" + ("" if "tag=" in to else ";tag=b" + call[:8]), f"Call-ID: {call}",
                 f"CSeq: {headers(message, 'CSeq')[0]}", f"Contact: <sip:{address}>"]
        body = ""
        if method == "INVITE":
            ports = [int(port) for port in re.findall(r"(?m)^m=audio (\d+) ", message)]
            body = sdp(address, 30000, (ports[0] - 20000) // 2, len(ports))
            lines.append("Content-Type: application/sdp")
        phone.sendto("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode(), caller)


def call(address, number, pairs):
    phone = bound(address, 5060)
    phone.settimeout(2)
    for placed, pair in enumerate(pairs):
        first, count = map(int, pair.split(":"))
        name, body = uuid.uuid4().hex, sdp(address, 20000, first, count)

        def request(method, to, body=""):
            lines = [f"{method} sip:{number} SIP/2.0", f"Via: SIP/2.0/UDP {address}:5060;branch=z9hG4bK{name[:10]}{method};rport",
                     "Max-Forwards: 70", f"From: <sip:{address}>;tag=a{name[:8]}", f"To: {to}", f"Call-ID: {name}", f"CSeq: 1 {method}",
                     f"Contact: <sip:{address}>", *(["Content-Type: application/sdp"] if body else []), f"Content-Length: {len(body)}"]
            phone.sendto("\r\n".join([*lines, "", body]).encode(), (number, 5060))

        request("INVITE", f"<sip:{number}>", body)
        while True:
            try:
                message = phone.recvfrom(65535)[0].decode(errors="replace")
            except socket.timeout:
                return print(f"no answer to call {placed + 1}")
            if not message.startswith("SIP/2.0") or name not in message:
                continue
            status = int(message.split(" ")[1])
            if status >= 300:
                return print(message.split("\r\n")[0])
            if status >= 200:
                break
        request("ACK", headers(message, "To")[0])
    print(f"{len(pairs)} calls")


def talk(address, port, number, its_port, seconds):
    phone = bound(address, port)
    phone.setblocking(False)
    began, heard, count = time.monotonic(), 0, int(seconds * 50)
    for sequence in range(count + 25):
        if sequence < count:
            phone.sendto(struct.pack("!BBHII", 0x80, 0, sequence, 160 * sequence, port) + bytes(160), (number, its_port))
        time.sleep(max(0, began + 0.02 * (sequence + 1) - time.monotonic()))
        try:
            while phone.recv(2048):
                heard += 1
        except BlockingIOError:
            pass
    print(f"{count} {heard}")


if __name__ == "__main__":
    if sys.argv[1] == "answer":
        answer(sys.argv[2])
    elif sys.argv[1] == "call":
        call(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        talk(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), float(sys.argv[6]))
