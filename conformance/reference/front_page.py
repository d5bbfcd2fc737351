"""What a developer sees who opens the provider's address: where to send what, and with which credentials."""

from .accounts import ACCOUNTS
from .hosted_media import PICTURE, VIDEO
from .message import Reply
from .messaging_integration import API_KEY

_TEXT = """\
Reference provider

Accounts (user / password)
{accounts}

media-reference-send
  {url}/send_media_message              GET, HEAD, POST, PUT; query, form or JSON
  {url}{picture}          a picture to refer to
  {url}{video}            a video to refer to

send-message
  {url}/send_message                    GET, HEAD, POST, PUT; query, form or JSON

send-call-file
  {url}/callrec/loginservlet            POST or GET: loginname, password
  {url}/callrec/downloadtoken           GET or POST: id_call[] or sid, type, action
  {url}/callrec/sendcallfile.mp3        POST or GET: token
  {url}/callrec/expire                  POST: ends the session
  Calls 1165, 1166, 2001 (2 GB), 2002, and 1999 for alice alone; screens 1167, 1169, and 1168, 1170 once prepared.
  The SID of each is sid-1165 and so on. bob may not download, carol may not watch.

messaging-integration
  {url}/webhook                         POST JSON; Authorization: Bearer {key}
  {url}/trigger/message                 POST from, to, content: a contact's text goes to the webhook
  {url}/trigger/file                    POST from, to, text: a contact's picture does

smart-contact-notification
  {url}/smartcontactnotification        POST JSON or XML

What was stored of the messages and notifications that hold MARK
  {url}/observed?id=MARK
"""


def front_page(url: str) -> Reply:
    """The page in plain text, for the provider at `url`."""
    return Reply.text(
        200,
        _TEXT.format(
            url=url,
            accounts="\n".join(f"  {username} / {password}" for username, password in ACCOUNTS.items()),
            key=API_KEY,
            picture=PICTURE,
            video=VIDEO,
        ),
    )
