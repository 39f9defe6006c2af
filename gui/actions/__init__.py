"""One file per menu; each offers ACTIONS, a tuple of Action records. Menus, toolbar and help are made from them."""
