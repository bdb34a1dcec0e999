package main

import "draft/drafts/letter"

func (w *writing) useProfile()                             {}
func (w *writing) fromProfile(letter.Field) (string, bool) { return "", false }
func (w *writing) offerProfile() error                     { return nil }
