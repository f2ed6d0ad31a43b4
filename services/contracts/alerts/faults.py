"""Why a delivery or a look at an address came to nothing, as a sentence: what a code of the network, of HTTP or of mail means to people."""

from __future__ import annotations

NO_ANSWER = ("对方没有在规定时间内应答", "no answer came in time")
NO_WAY = ("连接不上对方地址", "the address could not be reached")
BROKEN_OFF = ("连接中途断开", "the connection broke off")
NO_NAME = ("找不到对方的主机名", "the host name could not be found")
FAULTS = {
    "ConnectTimeout": NO_ANSWER,
    "ReadTimeout": NO_ANSWER,
    "WriteTimeout": NO_ANSWER,
    "PoolTimeout": NO_ANSWER,
    "TimeoutError": NO_ANSWER,
    "timeout": NO_ANSWER,
    "ConnectError": NO_WAY,
    "ConnectionRefusedError": NO_WAY,
    "OSError": NO_WAY,
    "gaierror": NO_NAME,
    "herror": NO_NAME,
    "ReadError": BROKEN_OFF,
    "WriteError": BROKEN_OFF,
    "RemoteProtocolError": BROKEN_OFF,
    "ConnectionResetError": BROKEN_OFF,
    "BrokenPipeError": BROKEN_OFF,
    "SMTPServerDisconnected": BROKEN_OFF,
    "SSLError": ("对方的安全证书无效", "the certificate of the other side is not valid"),
    "SSLCertVerificationError": ("对方的安全证书无效", "the certificate of the other side is not valid"),
    "SMTPAuthenticationError": (
        "邮件服务器不接受用户名或密码",
        "the mail server refuses the user name or the password",
    ),
    "SMTPNotSupportedError": ("邮件服务器不支持所需的加密或登录方式", "the mail server lacks what is asked of it"),
    "address_refused": ("不允许向该地址发送", "this address may not be sent to"),
    "channel_ended": ("渠道已停用", "the channel was ended"),
    "unreadable": ("对方的答复无法识别", "the answer could not be understood"),
    "apprise": ("通知程序没有发送成功", "the notifier could not send it"),
    "http_400": ("对方认为内容有误", "the other side finds a fault in what was sent"),
    "http_401": ("对方要求有效的凭据", "the other side asks for valid credentials"),
    "http_403": ("对方拒绝访问", "the other side refuses access"),
    "http_404": ("对方没有这个地址", "the other side knows no such address"),
    "http_408": NO_ANSWER,
    "http_410": ("对方已撤销这个地址", "the address is gone for good"),
    "http_413": ("内容超过对方允许的大小", "it is larger than the other side takes"),
    "http_429": ("对方限制发送次数，稍后再发", "the other side asks to be sent less, later"),
}
CLASSES = {
    "http_2": ("对方已收到", "the other side has taken it"),
    "http_3": (
        "对方要求改用别的地址，为安全起见没有照办",
        "the other side points elsewhere, which is not followed for safety",
    ),
    "http_4": ("对方不接受", "the other side does not take it"),
    "http_5": ("对方系统出错", "the other side's system failed"),
}
REFUSED = ("对方不接受，原因见其答复", "the other side does not take it; its answer says why")
UNKNOWN = ("没有发送成功", "it could not be sent")


def explain(code: str) -> tuple[str, str]:
    """What `code` means, in Chinese and in English, without a full stop. A number is a vendor's own: its answer says what it means."""
    known = FAULTS.get(code) or CLASSES.get(code[:6])
    return known or (REFUSED if code.lstrip("-").isdigit() else UNKNOWN)
