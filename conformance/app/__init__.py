"""What the web services have in common that the Acrobits app calls as an Account XML describes them (document 000,
Parameters and Configuration): the provider's configuration, the requests it leads to, how their answers are judged."""
