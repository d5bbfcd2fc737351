"""The app's text messages: Send Message (https://doc.acrobits.net/api/client/send_message.html)."""
